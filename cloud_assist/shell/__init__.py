"""What a command means and does: parse, risk, target, display, run."""
