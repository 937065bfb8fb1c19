-- Counts how often the lease was taken over, so that a write of who had it before is known by it.
ALTER TABLE leases ADD COLUMN epoch BIGINT NOT NULL DEFAULT 0;

-- What receivers of alerts weren't told yet; happened_at in milliseconds. News with one parcel go, or
-- went, in one message. No foreign key: rows go when they are told, or after a day.
CREATE TABLE alert_news (
  receiver    VARCHAR(16) NOT NULL,
  alert_id    VARCHAR(36) NOT NULL,
  event       VARCHAR(16) NOT NULL,
  happened_at BIGINT      NOT NULL,
  parcel      VARCHAR(36),
  PRIMARY KEY (receiver, alert_id, event)
);
CREATE INDEX alert_news_by_time ON alert_news (receiver, happened_at);
