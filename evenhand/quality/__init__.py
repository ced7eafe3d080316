"""Quality reviews of contacts: drawn by lot, looked at with a scorecard, open to dispute. They mark nobody."""
