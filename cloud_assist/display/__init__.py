"""What a person sees is what there is: hidden characters made visible, terminal control removed."""
