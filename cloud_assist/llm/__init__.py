"""Who proposes commands: a model, or the local catalog."""
