/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.cookbook;

import java.io.File;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.processor.idempotent.FileIdempotentRepository;

// tag::cookbook-archive[]
public class ArchiveOfRecord extends RouteBuilder {
    @Override
    public void configure() {
        File keys = new File(getContext().resolvePropertyPlaceholders("{{archive}}"), "keys.txt");
        getContext().getRegistry().bind("archived", FileIdempotentRepository.fileIdempotentRepository(keys));

        from("ipmsg:archive?acknowledge=ON_COMPLETION&idempotentRepository=#archived&maxInFlight=1")
                .routeId("archive") // part of each key: never change it
                .setBody(ArchiveOfRecord::entry)
                .marshal()
                .json()
                .to("file:{{archive}}?fileName=${date:now:yyyy-MM}.jsonl&fileExist=Append&appendChars=\\n");
    }

    private static Map<String, Object> entry(Exchange exchange) {
        Message message = exchange.getMessage();
        Map<String, Object> entry = new LinkedHashMap<>();
        for (String name : List.of("SenderNickname", "SenderUser", "SenderHost", "SenderAddress", "MessageNumber")) {
            entry.put(name, message.getHeader("CamelIpmsg" + name));
        }
        entry.put("Received", message.getHeader(Exchange.MESSAGE_TIMESTAMP));
        entry.put("Text", message.getBody(String.class));
        return entry;
    }
}
// end::cookbook-archive[]
