"""What must survive a crash: sessions, journal, audit trail."""
