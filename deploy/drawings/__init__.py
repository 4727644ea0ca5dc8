"""The guide's drawings and tables, made from the mirror's own settings and geometry: none can disagree with the code.

`python -m deploy.drawings` writes them anew. Only this folder knows what the parts are that an owner buys (`parts`).
"""
