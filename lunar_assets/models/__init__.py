"""Stage 6, models: the network, its losses and training, and how a trained model is stored without pickle."""
