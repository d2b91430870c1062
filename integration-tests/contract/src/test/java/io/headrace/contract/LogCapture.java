package io.headrace.contract;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What workers log between its making and its closing. */
final class LogCapture implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.headrace.worker");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    LogCapture() {
        lines.start();
        logger.addAppender(lines);
    }

    /** The messages so far, oldest first; no worker may be logging at the moment. */
    List<String> messages() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Override
    public void close() {
        logger.detachAppender(lines);
    }
}
