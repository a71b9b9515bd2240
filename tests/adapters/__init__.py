"""Chat products, each as its own people would test it."""
