from flask import Response


def as_download(paper: bytes, name: str) -> Response:
    """Answer with a paper under a name of its own; papers are somebody's and stay out of every cache."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
        "X-Robots-Tag": "noindex",
    }
    return Response(paper, content_type="application/pdf", headers=headers)
