/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.Oversize;
import java.time.Duration;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.jspecify.annotations.Nullable;

/** The options of an endpoint: those of its node, and those of its own consumers and producers. */
@UriParams
public class IpmsgConfiguration extends IpmsgNodeConfiguration implements Cloneable {
    @UriParam(
            label = "producer",
            description = "The recipients, separated by commas outside of double quotes: an address (`192.0.2.7`,"
                    + " `192.0.2.7:2425`, or an IPv6 address), a nickname (`Taro Yamada`, `nick:Taro Yamada`, or"
                    + " `fuzzy:taro yamada`), a user name (`user:taro`, with or without its host after an at sign), `group:Sales` for every"
                    + " member of a group, an asterisk for every member, each confirmed singly, or `broadcast:` for one datagram"
                    + " to all that nobody confirms.")
    private @Nullable String to;

    @UriParam(
            label = "producer",
            defaultValue = "SEND",
            description =
                    "What to do with an exchange: `SEND`; `CONFIRMATION`, how the send with the packet number of the"
                            + " header stands; `MEMBERS`, the body becomes a list of everybody who is here, or of those whom `to`"
                            + " means; `REFRESH`, ask everybody to answer; `ABSENT` (the body says why) and `PRESENT`; `OPEN`,"
                            + " tell the sender of the message with the id of the header that it was opened; `VERSION` and"
                            + " `ABSENCE_INFO` of one member, the body becomes its answer.")
    private Operation operation = Operation.SEND;

    @UriParam(
            label = "producer",
            defaultValue = "RECEIVED",
            description = "Which confirmation to wait for: `RECEIVED` for a receipt; `READ` until the recipient has"
                    + " opened the message, which is sealed for that; `NONE` for none.")
    private Confirmation confirmation = Confirmation.RECEIVED;

    @UriParam(
            label = "producer",
            defaultValue = "15s",
            description = "How long to wait for receipts, from the start of the exchange.")
    private Duration confirmationTimeout = Duration.ofSeconds(15);

    @UriParam(
            label = "producer",
            defaultValue = "10m",
            description =
                    "With `confirmation=READ`: how long to wait until the recipient has opened the message, from the"
                            + " start of the exchange. What was not even received within `confirmationTimeout` is given up then.")
    private Duration readTimeout = Duration.ofMinutes(10);

    @UriParam(
            label = "producer",
            defaultValue = "true",
            description =
                    "Whether the exchange waits for the outcome. If not, it goes on at once with status `PENDING`;"
                            + " the outcome is asked for with operation `CONFIRMATION`, or comes to a consumer with"
                            + " `events=DELIVERIES`.")
    private boolean awaitConfirmation = true;

    @UriParam(
            label = "producer",
            defaultValue = "5s",
            description = "How long to wait for a name that is not known yet.")
    private Duration resolveTimeout = Duration.ofSeconds(5);

    @UriParam(
            label = "producer,advanced",
            defaultValue = "1s",
            description = "Time between two transmissions of a message that is not confirmed.")
    private Duration retryInterval = Duration.ofSeconds(1);

    @UriParam(
            label = "producer,advanced",
            defaultValue = "4",
            description = "How often a message that is not confirmed is sent again, under the same number.")
    private int maxRetries = 4;

    @UriParam(
            label = "producer,advanced",
            defaultValue = "64",
            description = "How many messages to one member may wait for their receipts at once; always one towards"
                    + " clients that drop overtaken numbers (iptux).")
    private int inFlight = 64;

    @UriParam(
            label = "producer",
            defaultValue = "false",
            description = "Whether an unconfirmed recipient fails the exchange with an IpmsgDeliveryException, which"
                    + " carries every outcome.")
    private boolean failOnUnconfirmed;

    @UriParam(
            label = "producer",
            defaultValue = "false",
            description = "Whether the recipient gets the message sealed, to be opened by hand. When it is opened the"
                    + " status becomes `READ`.")
    private boolean sealed;

    @UriParam(
            label = "producer",
            defaultValue = "false",
            description = "Whether the recipient must enter a password to read the message.")
    private boolean locked;

    @UriParam(
            label = "producer",
            defaultValue = "false",
            description = "Whether the recipient is asked not to log the message.")
    private boolean noLog;

    @UriParam(
            label = "producer",
            defaultValue = "REJECT",
            description = "What happens to a text that is too long for one datagram to the recipient's kind of client:"
                    + " `REJECT`, or `SPLIT` into several messages, each marked as in `(2/3)`, which count as delivered"
                    + " when all of them are.")
    private Oversize oversize = Oversize.REJECT;

    @UriParam(
            label = "producer",
            defaultValue = "FAIL",
            description =
                    "What becomes of a message to a member who was here before and is not here now, or does not confirm:"
                            + " `FAIL`, or `HOLD`, the exchange goes on with status `HELD`, the message is kept on the disk"
                            + " and sent when that member is next seen, and its outcome comes to a consumer with"
                            + " `events=DELIVERIES`. An asterisk means only who is here.")
    private WhenOffline whenOffline = WhenOffline.FAIL;

    @UriParam(
            label = "producer",
            defaultValue = "7d",
            description = "With `whenOffline=HOLD`: how long a message is held, from the start of the exchange.")
    private Duration holdTimeout = Duration.ofDays(7);

    @UriParam(
            label = "consumer",
            defaultValue = "MESSAGES",
            description =
                    "What to make exchanges of, separated by commas: `MESSAGES`; `MEMBERS`, who join, change and leave"
                            + " (on start, everybody who is here has joined); `DELIVERIES`, the outcomes of what this node has"
                            + " sent.")
    private String events = "MESSAGES";

    @UriParam(
            label = "consumer",
            description =
                    "Whose messages (and changes) to take, in the forms of `to`, an address without a port standing"
                            + " for all its ports. Everybody's if not set. A nickname always takes the absent one with a note"
                            + " in brackets, too. Names are what peers say of themselves: they filter, and prove nothing.")
    private @Nullable String from;

    @UriParam(
            label = "consumer",
            defaultValue = "ON_RECEIVE",
            description = "When a message is confirmed: `ON_RECEIVE`, when it has its place in the queue, or"
                    + " `ON_COMPLETION`, when the route has completed (also with an exception that it has handled). If"
                    + " the route failed it is not confirmed, and the sender's repetition is a new attempt. Official"
                    + " clients repeat for four seconds, so the route should be quicker.")
    private Acknowledge acknowledge = Acknowledge.ON_RECEIVE;

    @UriParam(
            label = "consumer",
            description = "Remembers which messages were taken, beyond the life of the node: any"
                    + " `org.apache.camel.spi.IdempotentRepository`, as `#bean`. It may block. With"
                    + " `acknowledge=ON_RECEIVE` a message is added before the route runs (at most once), with"
                    + " `ON_COMPLETION` after the route has completed and before the receipt (at least once, and once"
                    + " unless something crashes in between). Keys are made of the node's name, the route's id, sender,"
                    + " number and text. The node's own memory, bounded and lasting a week at most, stands before it.")
    private @Nullable IdempotentRepository idempotentRepository;

    @UriParam(
            label = "consumer",
            defaultValue = "ON_COMPLETION",
            description =
                    "When the sender of a sealed message is told that it was opened: `ON_RECEIVE`, when it has its"
                            + " place in the queue; `ON_COMPLETION`, when the route has completed; or `MANUAL`, by operation"
                            + " `OPEN`.")
    private Open open = Open.ON_COMPLETION;

    @UriParam(
            label = "consumer",
            defaultValue = "20",
            description =
                    "With `exchangePattern=InOut`: how many replies a minute may go to one address, so that two bots"
                            + " cannot talk for ever. What is beyond is not sent, counted and logged.")
    private int replyLimit = 20;

    @UriParam(
            label = "consumer",
            defaultValue = "64",
            description = "How many exchanges may be at work at once. The messages of one sender are run in order. What"
                    + " comes when these and the inbox are full is not confirmed, so that the sender repeats it.")
    private int maxInFlight = 64;

    /** What an endpoint starts from: all of these but the node's options, which it gives only if it says so itself. */
    IpmsgConfiguration forEndpoint() {
        try {
            IpmsgConfiguration copy = (IpmsgConfiguration) clone();
            NodeSettings.clear(copy);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    public @Nullable String getTo() {
        return to;
    }

    public void setTo(@Nullable String to) {
        this.to = to;
    }

    public Operation getOperation() {
        return operation;
    }

    public void setOperation(Operation operation) {
        this.operation = operation;
    }

    public Confirmation getConfirmation() {
        return confirmation;
    }

    public void setConfirmation(Confirmation confirmation) {
        this.confirmation = confirmation;
    }

    public Duration getConfirmationTimeout() {
        return confirmationTimeout;
    }

    public void setConfirmationTimeout(Duration confirmationTimeout) {
        this.confirmationTimeout = confirmationTimeout;
    }

    public Duration getReadTimeout() {
        return readTimeout;
    }

    public void setReadTimeout(Duration readTimeout) {
        this.readTimeout = readTimeout;
    }

    public boolean isAwaitConfirmation() {
        return awaitConfirmation;
    }

    public void setAwaitConfirmation(boolean awaitConfirmation) {
        this.awaitConfirmation = awaitConfirmation;
    }

    public Duration getResolveTimeout() {
        return resolveTimeout;
    }

    public void setResolveTimeout(Duration resolveTimeout) {
        this.resolveTimeout = resolveTimeout;
    }

    public Duration getRetryInterval() {
        return retryInterval;
    }

    public void setRetryInterval(Duration retryInterval) {
        this.retryInterval = retryInterval;
    }

    public int getMaxRetries() {
        return maxRetries;
    }

    public void setMaxRetries(int maxRetries) {
        this.maxRetries = maxRetries;
    }

    public int getInFlight() {
        return inFlight;
    }

    public void setInFlight(int inFlight) {
        this.inFlight = inFlight;
    }

    public boolean isFailOnUnconfirmed() {
        return failOnUnconfirmed;
    }

    public void setFailOnUnconfirmed(boolean failOnUnconfirmed) {
        this.failOnUnconfirmed = failOnUnconfirmed;
    }

    public boolean isSealed() {
        return sealed;
    }

    public void setSealed(boolean sealed) {
        this.sealed = sealed;
    }

    public boolean isLocked() {
        return locked;
    }

    public void setLocked(boolean locked) {
        this.locked = locked;
    }

    public boolean isNoLog() {
        return noLog;
    }

    public void setNoLog(boolean noLog) {
        this.noLog = noLog;
    }

    public Oversize getOversize() {
        return oversize;
    }

    public void setOversize(Oversize oversize) {
        this.oversize = oversize;
    }

    public WhenOffline getWhenOffline() {
        return whenOffline;
    }

    public void setWhenOffline(WhenOffline whenOffline) {
        this.whenOffline = whenOffline;
    }

    public Duration getHoldTimeout() {
        return holdTimeout;
    }

    public void setHoldTimeout(Duration holdTimeout) {
        this.holdTimeout = holdTimeout;
    }

    public int getMaxInFlight() {
        return maxInFlight;
    }

    public void setMaxInFlight(int maxInFlight) {
        this.maxInFlight = maxInFlight;
    }

    public String getEvents() {
        return events;
    }

    public void setEvents(String events) {
        this.events = events;
    }

    public @Nullable String getFrom() {
        return from;
    }

    public void setFrom(@Nullable String from) {
        this.from = from;
    }

    public Acknowledge getAcknowledge() {
        return acknowledge;
    }

    public void setAcknowledge(Acknowledge acknowledge) {
        this.acknowledge = acknowledge;
    }

    public @Nullable IdempotentRepository getIdempotentRepository() {
        return idempotentRepository;
    }

    public void setIdempotentRepository(@Nullable IdempotentRepository idempotentRepository) {
        this.idempotentRepository = idempotentRepository;
    }

    public Open getOpen() {
        return open;
    }

    public void setOpen(Open open) {
        this.open = open;
    }

    public int getReplyLimit() {
        return replyLimit;
    }

    public void setReplyLimit(int replyLimit) {
        this.replyLimit = replyLimit;
    }
}
