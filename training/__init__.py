"""Labels to version: fit, calibrate, choose thresholds, evaluate."""
