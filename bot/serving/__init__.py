"""What front ends share that answer many people at once."""
