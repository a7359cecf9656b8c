/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.Answer;
import io.github.camelipmsg.node.Node;
import io.github.camelipmsg.node.Question;
import java.util.concurrent.CompletionStage;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;

/**
 * What a producer can do, one by one: each reads the exchange at once, asks the node, and writes to the exchange when that
 * has answered, on one of the node's callback threads. Thread-safe.
 */
record IpmsgOperations(Node node, IpmsgBinding binding) {
    private static final String AWAY = "I am away.";

    /**
     * Begins what the exchange asks for.
     *
     * @return completes with what is left to do to the exchange
     * @throws InvalidPayloadException if the body is not text where it has to be
     * @throws IllegalArgumentException if something that is needed is missing or cannot be used
     */
    CompletionStage<Runnable> begin(Exchange exchange) throws InvalidPayloadException {
        Message message = exchange.getMessage();
        Operation operation = binding.operation(message);
        long packetNumber = operation == Operation.CONFIRMATION ? IpmsgBinding.packetNumber(message) : 0;
        IpmsgBinding.clearOutcome(message); // nothing of an earlier send may be taken for an outcome of this one
        return switch (operation) {
            case SEND ->
                node.send(binding.toMessage(exchange)).thenApply(result -> () -> binding.setOutcome(exchange, result));
            case CONFIRMATION ->
                node.confirmation(packetNumber).thenApply(result -> () -> binding.setOutcome(exchange, result));
            case MEMBERS -> {
                SenderFilter wanted = binding.filter(message);
                yield node.members().thenApply(all -> () -> message.setBody(wanted.among(all)));
            }
            case REFRESH -> nothingLeftAfter(node.refresh());
            case ABSENT -> nothingLeftAfter(node.absent(reason(message)));
            case PRESENT -> nothingLeftAfter(node.present());
            case OPEN -> nothingLeftAfter(node.open(IpmsgBinding.messageId(message)));
            case VERSION -> ask(Question.VERSION, exchange);
            case ABSENCE_INFO -> ask(Question.ABSENCE_INFO, exchange);
        };
    }

    private static CompletionStage<Runnable> nothingLeftAfter(CompletionStage<Void> done) {
        return done.thenApply(nothing -> () -> {});
    }

    private static String reason(Message message) throws InvalidPayloadException {
        String text = message.getBody() == null ? "" : message.getMandatoryBody(String.class);
        return text.isBlank() ? AWAY : text;
    }

    private CompletionStage<Runnable> ask(Question question, Exchange exchange) {
        Message message = exchange.getMessage();
        return node.ask(
                        question,
                        binding.oneRecipient(message),
                        binding.configuration().getResolveTimeout(),
                        binding.questionPolicy(message))
                .thenApply(answer -> () -> setAnswer(exchange, answer));
    }

    private void setAnswer(Exchange exchange, Answer answer) {
        if (answer.text().isPresent()) {
            exchange.getMessage().setBody(answer.text().get());
        } else {
            binding.setOutcome(exchange, answer.result());
            exchange.setException(new IpmsgDeliveryException(answer.delivery()));
        }
    }
}
