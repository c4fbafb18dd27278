"""Settings, declared once: each is read from POLICY_TAGGER_<NAME>."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpora.corpus import SHIPPED
from models.policy import GateLimits, LabelPolicy
from service.addresses import is_loopback, is_unowned
from service.pace import Pace
from service.review_queue import Mix

LABELS, GATE = LabelPolicy(), GateLimits()


class Settings(BaseSettings):
    """What an operator can set; every field is an environment variable with the prefix POLICY_TAGGER_."""

    model_config = SettingsConfigDict(env_prefix="POLICY_TAGGER_")

    home: Path = Field(Path("var"), description="Folder of the model versions, the jobs and the database.")
    database_url: str = Field(
        "sqlite",
        pattern=r"^(sqlite(:///.+)?|postgresql(\+psycopg)?://.+)$",
        description="postgresql://user:password@host/name; sqlite is a file in that folder.",
    )
    host: str = Field("127.0.0.1", description="Address that `serve` listens on.")
    open: bool = Field(
        False,
        description="Whether everybody may use it while no key was ever made, though others can reach `host`, "
        "or a name in `allowed_hosts`.",
    )
    port: int = Field(8000, ge=0, le=65535, description="Port that `serve` listens on.")
    allowed_hosts: str = Field(
        "auto",
        min_length=1,
        description="Host names that it answers to, with commas between; `auto`, `*` for all, `*.example.org` for a "
        "domain.",
    )
    rate_limit: str = Field(
        "6000/minute",
        pattern="^(off|[1-9][0-9]{0,8}/(second|minute|hour|day))$",
        description="Most requests of a client that do more than read; one more gets 429.",
    )
    head_seconds: float = Field(10.0, ge=1, description="Longest that the head of a request may take.")
    body_seconds: float = Field(
        20.0, ge=1, description="Longest that a body may take, or an answer to be taken, besides what its size allows."
    )
    body_bytes_per_second: int = Field(10_000, gt=0, description="Slowest that a body may come, or an answer be taken.")
    max_body_bytes: int = Field(10_000_000, gt=0, description="Largest request body; a larger one gets 413.")
    max_file_bytes: int = Field(50_000_000, gt=0, description="Largest upload of a file; a larger one gets 413.")
    max_archive_bytes: int = Field(
        1_000_000_000, gt=0, description="Largest upload of an archive; a larger one gets 413."
    )
    read_seconds: int = Field(10, gt=0, description="Longest that reading one file may take.")
    read_memory_bytes: int = Field(2_147_483_648, gt=0, description="Most memory that reading one file may take.")
    max_documents: int = Field(
        100, gt=0, le=100, description="Most documents in one request, 100 at most; more get 422."
    )
    review_random: float = Field(
        0.3, ge=0, le=0.5, description="Share of the review queue that is drawn at random, to estimate quality by."
    )
    review_competing: float = Field(
        0.2, ge=0, le=0.5, description="Share where two labels compete; the rest is what is most in doubt."
    )
    lease_seconds: float = Field(30.0, ge=1, description="How long a worker that gives no sign of life keeps its job.")
    reserve_bytes: int = Field(
        50_000_000, ge=0, description="Free space of the home folder below which no job is begun and /readyz says so."
    )
    corpus: str = Field(
        "shipped", description="Folder of the corpus that is learnt from; `shipped` is the one that comes along."
    )
    signing_key: str = Field(
        "home", description="File of the private key (PEM) that versions are signed with; `home` has its own."
    )
    trusted_keys: str = Field(
        "home", description="File of the public keys (PEM) whose versions are opened; `home` has its own."
    )
    label_weight: float = Field(
        LABELS.weight, gt=0, le=100, description="Weight of a text labelled by people; a document of the corpus has 1."
    )
    label_share: float = Field(
        LABELS.share, ge=0, lt=1, description="Most share of people's labels in the weight of a training."
    )
    author_share: float = Field(
        LABELS.author_share,
        ge=0,
        le=1,
        description="Most weight, as a share of the corpus, of one author's labels that nobody else confirmed.",
    )
    gate_macro_margin: float = Field(GATE.macro_margin, ge=0, le=1, description="Largest loss of macro-F1 that may be.")
    gate_language_margin: float = Field(
        GATE.language_margin, ge=0, le=1, description="Largest loss of macro-F1 in one language that may be."
    )
    gate_label_margin: float = Field(
        GATE.label_margin, ge=0, le=1, description="Largest loss of a label's F1 that may be."
    )
    gate_cell_margin: float = Field(
        GATE.cell_margin, ge=0, le=1, description="Largest loss of a label's F1 in one language that may be."
    )
    gate_confidence: float = Field(
        GATE.confidence, ge=0.5, lt=1, description="With which a larger loss must be ruled out."
    )
    gate_language_gap: float = Field(
        GATE.language_gap, ge=0, le=1, description="Largest difference in macro-F1 between English and Spanish."
    )
    gate_calibration_error: float = Field(
        GATE.calibration_error, ge=0, le=1, description="Largest expected calibration error."
    )
    gate_twin_margin: float = Field(
        GATE.twin_margin,
        ge=0,
        le=1,
        description="Largest fall of the share of texts that get the same labels in both languages.",
    )
    gate_decided_margin: float = Field(
        GATE.decided_margin,
        ge=0,
        le=1,
        description="Largest fall of the share of documents not left uncertain, in all and in one language.",
    )
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least level that is logged.")

    @property
    def may_be_open(self) -> bool:
        """Whether everybody may do everything as long as no key was ever made.

        So it is where only this machine can reach the service; a host name of its own means that a proxy brings others.
        """
        names = [name.strip() for name in self.allowed_hosts.split(",")]
        has_names = "*" in names or not all(map(is_unowned, names))
        return self.open or (is_loopback(self.host) and not has_names)

    @property
    def pace(self) -> Pace:
        """The slowest that bodies may come and answers be taken."""
        return Pace(self.body_seconds, self.body_bytes_per_second)

    @property
    def rates_file(self) -> Path:
        """Where requests are counted by client; it may be lost."""
        return self.home / "rates.db"

    @property
    def models_folder(self) -> Path:
        """Where the model versions are."""
        return self.home / "models"

    @property
    def corpus_folder(self) -> Path:
        """Where the corpus is."""
        return SHIPPED if self.corpus == "shipped" else Path(self.corpus)

    @property
    def label_policy(self) -> LabelPolicy:
        """How much people's labels may move a model."""
        return LabelPolicy(self.label_weight, self.label_share, self.author_share)

    @property
    def gate_limits(self) -> GateLimits:
        """What a new version may lose."""
        return GateLimits(**{name: getattr(self, f"gate_{name}") for name in GateLimits.__slots__})

    @property
    def database(self) -> str:
        """The database's URL."""
        return f"sqlite:///{self.home / 'policy-tagger.db'}" if self.database_url == "sqlite" else self.database_url

    @property
    def review_mix(self) -> Mix:
        """What the review queue is made of."""
        return Mix(self.review_random, self.review_competing)

    def as_environment(self) -> dict[str, str]:
        """The variables that give another process the same settings."""
        return {f"POLICY_TAGGER_{name.upper()}": str(value) for name, value in self}
