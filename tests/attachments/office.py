"""Documents that LibreOffice itself makes: of every kind, behind passwords, with macros; all in one start."""

import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).parent
# Without the first line LibreOffice would lay its own empty library over ours at its first start.
SETTINGS = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted"><value>true</value></prop></item>
<item oor:path="/org.openoffice.UserProfile/Data"><prop oor:name="givenname"><value>Nguyễn Văn</value></prop></item>
<item oor:path="/org.openoffice.UserProfile/Data"><prop oor:name="sn"><value>A</value></prop></item>
</oor:items>
"""
SPACE = 'xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink"'
LIBRARIES = (
    f'<library:libraries {SPACE}><library:library library:name="Standard" library:link="false"/></library:libraries>'
)
LIBRARY = f"""\
<library:library {SPACE} library:name="Standard" library:readonly="false" library:passwordprotected="false">
<library:element library:name="Made"/></library:library>
"""
MODULE = """\
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Made" script:language="StarBasic">{}
</script:module>
"""
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def documents(directory: Path) -> dict[str, bytes]:
    """The content of every document, by its ending: `docx`, `locked.docx`, `macro.xlsm` and so on."""
    profile, made = directory / "profile", directory / "made"
    library = profile / "user" / "basic" / "Standard"
    library.mkdir(parents=True)
    made.mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
    (library.parent / "script.xlc").write_text(XML + LIBRARIES, encoding="utf-8")
    (library / "script.xlb").write_text(XML + LIBRARY, encoding="utf-8")
    words = escape((HERE / "documents.bas").read_text(encoding="utf-8"))
    (library / "Made.xba").write_text(XML + MODULE.format(words), encoding="utf-8")
    command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--norestore"]
    subprocess.run(
        [*command, f'macro:///Standard.Made.All("file://{made}/a.")'], check=True, capture_output=True, timeout=120
    )
    return {path.name.removeprefix("a."): path.read_bytes() for path in made.iterdir()}
