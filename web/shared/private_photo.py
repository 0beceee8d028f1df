from flask import Response


def as_private_photo(content: bytes) -> Response:
    """Answer with a photo that is for somebody's eyes only: no cache keeps it and no machine lists it."""
    headers = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
    return Response(content, content_type="image/jpeg", headers=headers)
