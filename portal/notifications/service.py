"""Writing an e-mail into the outbox, and sending what waits there."""

from collections.abc import Collection
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid, parseaddr
from typing import Any

from flask import current_app, render_template
from sqlalchemy import delete, update

from portal.adapters.mail_transport import get_mail_transport
from portal.core import clock
from portal.core.db import db, let_go, transaction
from portal.core.i18n import force_locale
from portal.jobs.service import enqueue
from portal.notifications.models import Email, EmailState
from portal.notifications.topics import Topic


def notify(
    person: Any, topic: Topic, *, locale: str | None = None, submission_id: int | None = None, **context: Any
) -> Email:
    """Render an e-mail to a person (or a bare address) in the reader's language; queue it with the transaction."""
    address = person if isinstance(person, str) else person.email
    name = "" if isinstance(person, str) else person.name
    language = locale or getattr(person, "locale", None) or current_app.config["BABEL_DEFAULT_LOCALE"]
    with force_locale(language):
        values = {"name": name, "locale": language, "base_url": current_app.config["BASE_URL"], **context}
        subject = " ".join(render_template(f"emails/{topic}/subject.txt", **values).split())
        text = render_template(f"emails/{topic}/body.txt", **values).strip() + "\n"
        html = render_template(f"emails/{topic}/body.html", **values)
    email = Email(
        topic=topic.value,
        user_id=getattr(person, "id", None),
        submission_id=submission_id,
        recipient=address,
        locale=language,
        subject=subject[:250],
        body_text=text,
        body_html=html,
        created_at=clock.now(),
    )
    db.session.add(email)
    db.session.flush()
    enqueue("notifications.send", email_id=email.id)
    return email


def send(email_id: int) -> None:
    """Hand one waiting e-mail to the transport; a second call finds it sent and does nothing."""
    email = db.session.get(Email, email_id)
    if email is None or email.state is EmailState.SENT:
        return
    message = _message(email)
    # The mail server may be slow: no transaction is open while we talk to it.
    let_go(email)
    get_mail_transport().send(message)
    with transaction():
        sent = update(Email).where(Email.id == email_id).values(state=EmailState.SENT, sent_at=clock.now())
        db.session.execute(sent, execution_options={"synchronize_session": False})


def erase(addresses: Collection[str], topics: Collection[Topic]) -> None:
    """Forget e-mails of some topics to some addresses, when these addresses may be kept no longer."""
    named = Email.recipient.in_(addresses) & Email.topic.in_([one.value for one in topics])
    with transaction():
        gone = delete(Email).where(named, Email.state != EmailState.WAITING)
        db.session.execute(gone, execution_options={"synchronize_session": False})


def _message(email: Email) -> EmailMessage:
    sender_name, sender_address = parseaddr(current_app.config["MAIL_SENDER"])
    message = EmailMessage()
    message["From"] = formataddr((sender_name, sender_address))
    message["To"] = email.recipient
    message["Subject"] = email.subject
    message["Message-ID"] = make_msgid(idstring=str(email.id), domain=sender_address.partition("@")[2] or "localhost")
    message["Date"] = format_datetime(email.created_at)
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = email.locale
    message.set_content(email.body_text)
    message.add_alternative(email.body_html, subtype="html")
    return message
