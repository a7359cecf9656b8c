/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.fuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What the component logs as an error, which is what must never happen; meanwhile nothing else is logged. */
public final class LoggedErrors implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.camelipmsg");
    private final ListAppender<ILoggingEvent> errors = new ListAppender<>();
    private final Level before = logger.getLevel();

    private LoggedErrors() {
        logger.setLevel(Level.ERROR);
        logger.setAdditive(false);
        errors.start();
        logger.addAppender(errors);
    }

    public static LoggedErrors watched() {
        return new LoggedErrors();
    }

    /** Each with its exception, but for those that such an exception is the cause of. */
    public List<String> messagesUnlessBecauseOf(Class<? extends Exception> expected) {
        return errors.list.stream()
                .filter(event -> !isBecauseOf(expected, event.getThrowableProxy()))
                .map(LoggedErrors::told)
                .toList();
    }

    private static boolean isBecauseOf(Class<? extends Exception> expected, @Nullable IThrowableProxy thrown) {
        return thrown != null
                && (thrown.getClassName().equals(expected.getName()) || isBecauseOf(expected, thrown.getCause()));
    }

    private static String told(ILoggingEvent event) {
        @Nullable IThrowableProxy thrown = event.getThrowableProxy();
        return event.getFormattedMessage() + (thrown == null ? "" : "\n" + ThrowableProxyUtil.asString(thrown));
    }

    @Override
    public void close() {
        logger.detachAppender(errors);
        logger.setAdditive(true);
        logger.setLevel(before);
    }
}
