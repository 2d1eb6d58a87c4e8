"""People and the roles granted to them."""

from datetime import datetime
from enum import StrEnum

from flask_login import UserMixin
from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import db, enum_column


class Role(StrEnum):
    """What somebody may be granted; being an author needs no grant, being a judge is a row of `judges`."""

    SECRETARY = "secretary"
    ORGANIZER = "organizer"
    ADMINISTRATOR = "administrator"


class User(UserMixin, db.Model):
    """A person with an account, known by e-mail address."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    locale: Mapped[str] = mapped_column(String(8), default="vi")
    created_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    session_epoch: Mapped[int] = mapped_column(default=0)

    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="user", foreign_keys="RoleGrant.user_id", lazy="selectin"
    )

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None

    def get_id(self) -> str:
        """The session names the epoch too: a new password signs every other session out."""
        return f"{self.id}:{self.session_epoch}"


class RoleGrant(db.Model):
    """A role given to a person for one edition (or all), and for one category (or all of it)."""

    __tablename__ = "role_grants"
    __table_args__ = (Index("ix_role_grants_scope", "role", "edition_id", "category_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_column(Role))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    granted_at: Mapped[datetime]

    user: Mapped[User] = relationship(back_populates="grants", foreign_keys=[user_id])
