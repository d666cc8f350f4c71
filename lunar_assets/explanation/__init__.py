"""Stage 8, explanation: what a trained model's output is made of."""
