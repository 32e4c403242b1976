"""What may leave: secrets become typed, stable placeholders."""
