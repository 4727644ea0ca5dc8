"""Builds the int8 models from the published ones, by a recipe, and judges them. Needs `ai-edge-quantizer`.

Nothing else of the kiosk imports this room but the command line, through `kiosk.quantize.commands`.
"""
