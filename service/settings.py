"""Settings, declared once: each is read from POLICY_TAGGER_<NAME>."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


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
    port: int = Field(8000, ge=0, le=65535, description="Port that `serve` listens on.")
    max_body_bytes: int = Field(10_000_000, gt=0, description="Largest request body; a larger one gets 413.")
    max_file_bytes: int = Field(50_000_000, gt=0, description="Largest upload of a file; a larger one gets 413.")
    max_archive_bytes: int = Field(
        1_000_000_000, gt=0, description="Largest upload of an archive; a larger one gets 413."
    )
    read_seconds: int = Field(10, gt=0, description="Longest that reading one file may take.")
    read_memory_bytes: int = Field(2_147_483_648, gt=0, description="Most memory that reading one file may take.")
    max_documents: int = Field(100, gt=0, le=100, description="Most documents in one request; more get 422.")
    lease_seconds: float = Field(30.0, ge=1, description="How long a worker that gives no sign of life keeps its job.")
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least level that is logged.")

    @property
    def models_folder(self) -> Path:
        """Where the model versions are."""
        return self.home / "models"

    @property
    def database(self) -> str:
        """The database's URL."""
        return f"sqlite:///{self.home / 'policy-tagger.db'}" if self.database_url == "sqlite" else self.database_url

    def as_environment(self) -> dict[str, str]:
        """The variables that give another process the same settings."""
        return {f"POLICY_TAGGER_{name.upper()}": str(value) for name, value in self}
