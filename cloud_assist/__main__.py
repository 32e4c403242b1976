"""`python -m cloud_assist`."""

from cloud_assist.cli import main

if __name__ == "__main__":
    main()
