"""What the glass shows at each stage: one file a screen. Each draws on a cleared canvas and keeps nothing."""
