"""`make demo`: stack `dev` on the embedded control plane, and what is live afterwards."""
