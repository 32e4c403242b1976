"""`cloud-assist run`: one request without the app. The same events and decisions, lines or JSON out, an exit status."""
