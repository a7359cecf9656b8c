/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.alertgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.camelipmsg.test.junit5.IpmsgNetwork;
import io.github.camelipmsg.test.junit5.ScriptedPeer;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** The page as a person sees it, in the Chromium of this machine. */
@Timeout(120)
class AlertPageTest {
    @RegisterExtension
    final IpmsgNetwork network = new IpmsgNetwork();

    @TempDir
    Path profile;

    @TempDir
    Path state;

    @Test
    void thePageFollowsEachAlertAndShowsItsWordsAsWords() throws Exception {
        ChromeDriver browser = browser();
        try (Gateway gateway = new Gateway(network, state, Duration.ofMinutes(10))) {
            ScriptedPeer hanako = network.peer("Hanako");
            browser.get(gateway.page().toString());
            awaitText(browser, "#empty", "No alerts yet");

            String evil = "<img src=x onerror=\"document.title='hit'\"><script>document.title='hit'</script>";
            gateway.post("text/plain", evil);
            awaitText(browser, ".alert.CALLING .badge", "Calling");
            awaitText(browser, ".chip.NOT_FOUND", "Taro not found");
            awaitText(browser, ".chip.CALLING", "Hanako is asked");
            assertThat(text(browser, ".alert .text")).isEqualTo(evil);
            assertThat(browser.findElements(By.cssSelector("#alerts img, #alerts script")))
                    .isEmpty();

            hanako.opens(hanako.awaitMessage(evil));
            awaitText(browser, ".alert.READ .badge", "Read");
            awaitText(browser, ".chip.READ", "Hanako has read it");
            assertThat(text(browser, "#READ")).isEqualTo("1");
            assertThat(browser.getTitle()).isEqualTo("Alerts");

            gateway.post("text/plain", "Flood");
            awaitText(browser, "#alerts li:first-child .text", "Flood");
            Files.write(Path.of("target", "alerts.png"), browser.getScreenshotAs(OutputType.BYTES));
            gateway.stop();
            await().until(() -> browser.findElement(By.id("link")).isDisplayed());
        } finally {
            browser.quit();
        }
    }

    private static void awaitText(ChromeDriver browser, String selector, String start) {
        await(selector + " shows " + start)
                .atMost(Duration.ofSeconds(20))
                .until(() -> text(browser, selector), text -> text.startsWith(start));
    }

    /** Asked in one step, because the page may change between two. */
    private static String text(ChromeDriver browser, String selector) {
        return String.valueOf(browser.executeScript(
                "const found = document.querySelector(arguments[0]); return found ? found.innerText : ''", selector));
    }

    private ChromeDriver browser() {
        Optional<File> chromium = program("chromium");
        Optional<File> driver = program("chromedriver");
        boolean isThere = chromium.isPresent() && driver.isPresent();
        assertThat(isThere || !"true".equals(System.getenv("IPMSG_REQUIRE_BROWSER")))
                .as("chromium and chromedriver are on the PATH, as IPMSG_REQUIRE_BROWSER demands")
                .isTrue();
        assumeTrue(
                isThere,
                "The page is not tested: chromium and chromedriver are not both on the PATH;"
                        + " on Debian: apt-get install chromium chromium-driver");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.orElseThrow());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1000,800",
                "--user-data-dir=" + profile);
        return new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(driver.orElseThrow())
                        .usingAnyFreePort()
                        .build(),
                options);
    }

    private static Optional<File> program(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(folder -> new File(folder, name))
                .filter(File::canExecute)
                .findFirst();
    }
}
