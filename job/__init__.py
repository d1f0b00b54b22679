"""The roof: one round of the job, its state, its config and its pages."""
