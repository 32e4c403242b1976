"""Reading the small languages that commands carry: awk, sed, SQL, Python."""
