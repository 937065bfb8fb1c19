package io.ftpcluster.frames;

/** One WebSocket text message of the agent link: a JSON object whose {@code type} says which of these it is. */
public sealed interface Frame permits Frame.FromAgent, Frame.FromPortal {

    /** What an agent sends. */
    sealed interface FromAgent extends Frame
            permits HelloFrame, TelemetryFrame, HistoryFrame, AnswerFrame, ProgressFrame, DatalinkFrame {}

    /** What the portal sends. */
    sealed interface FromPortal extends Frame
            permits WelcomeFrame, SettingsFrame, StoredFrame, RequestFrame, DatalinkStoredFrame {}
}
