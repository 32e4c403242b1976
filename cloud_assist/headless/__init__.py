"""Without the app: `cloud-assist run` takes one request to its end, `cloud-assist check` says what a command is."""
