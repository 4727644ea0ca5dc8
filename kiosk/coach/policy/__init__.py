"""What is said, how often, and which drill comes next: data (`policy.toml`) and pure functions of what was done."""
