/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.springboot;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.stereotype.Component;

// tag::spring-boot-application[]
@SpringBootApplication
public class SpringBootBot {
    public static void main(String[] args) {
        SpringApplication.run(SpringBootBot.class, args);
    }

    @Component
    static class Routes extends RouteBuilder {
        @Override
        public void configure() {
            from("ipmsg:bot?exchangePattern=InOut") // what the route ends with goes back to the sender
                    .transform(body().prepend("You said: "));
        }
    }
}
// end::spring-boot-application[]
