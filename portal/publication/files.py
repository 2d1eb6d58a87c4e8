"""The release as a file anyone may keep."""

import json

from portal.publication.models import Publication


def published_json(publication: Publication) -> str:
    """The results with their digest and signature."""
    content = {
        "results": publication.results,
        "digest": publication.digest,
        "signature": publication.signature,
        "number": publication.number,
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
