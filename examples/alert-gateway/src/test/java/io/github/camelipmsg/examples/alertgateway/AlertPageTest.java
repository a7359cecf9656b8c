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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    /**
     * Shows each state that there is, and everything that is hidden, and answers with each word and how its colour stands out
     * against what is behind it. In one step, before the page shows again how things are.
     */
    private static final String CONTRASTS = """
            const calls = Object.keys(CALLS).map(state => ({ person: 'Taro', state, since: 1, note: 'why' }));
            show(Object.keys(STATES).map((state, i) => ({ id: i + 1, text: 'Fire', raised: 0, state, calls })));
            document.querySelectorAll('[hidden]').forEach(each => each.hidden = false);
            const rgb = colour => colour.match(/[\\d.]+/g).map(Number);
            const background = element => {
              const [r, g, b, alpha = 1] = rgb(getComputedStyle(element).backgroundColor);
              return alpha === 1 ? [r, g, b] : background(element.parentElement);
            };
            const luminance = colour => colour.slice(0, 3).map(each => each / 255)
              .map(each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
              .reduce((sum, each, i) => sum + each * [0.2126, 0.7152, 0.0722][i], 0);
            const words = [];
            const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
            while (texts.nextNode()) {
              const of = texts.currentNode.parentElement;
              if (texts.currentNode.data.trim() && of.id !== 'news') {
                const two = [rgb(getComputedStyle(of).color), background(of)].map(luminance).sort((a, b) => b - a);
                words.push({ word: texts.currentNode.data, of: of.className, contrast: (two[0] + 0.05) / (two[1] + 0.05) });
              }
            }
            return words;""";

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
            assertThat(text(browser, ".chip.NOT_FOUND .note")).contains("No member", "Taro");
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

    @Test
    void whoHearsThePageIsToldWhatChangesAndNotTheWholeList() throws Exception {
        ChromeDriver browser = browser();
        try (Gateway gateway = new Gateway(network, state, Duration.ofMinutes(10))) {
            ScriptedPeer taro = network.peer("Taro");
            gateway.post("text/plain", "Flood");
            taro.awaitMessage("Flood");
            gateway.awaitNewest(Alert.State.CALLING);
            browser.get(gateway.page().toString());
            awaitText(browser, ".alert .text", "Flood");
            assertThat(news(browser)).isEmpty();
            assertThat(browser.findElements(By.cssSelector("[aria-live], [role=status]")))
                    .singleElement()
                    .satisfies(region -> assertThat(region.getAttribute("id")).isEqualTo("news"));

            gateway.post("text/plain", "Fire".repeat(30));
            awaitNews(browser, "Fire".repeat(25) + "…: Taro is asked");
            taro.opens(taro.awaitMessage("Fire".repeat(30)));
            awaitNews(browser, "Fire".repeat(25) + "…: Taro has read it");
            gateway.stop();
            awaitNews(browser, "The gateway does not answer; what you see may be old.");
        } finally {
            browser.quit();
        }
    }

    @Test
    void everyWordCanBeReadInBothSchemes() throws Exception {
        ChromeDriver browser = browser();
        try (Gateway gateway = new Gateway(network, state, Duration.ofMinutes(10))) {
            browser.get(gateway.page().toString());
            awaitText(browser, "#empty", "No alerts yet");
            Map<String, Object> pages = new HashMap<>();
            for (String scheme : List.of("light", "dark")) {
                browser.executeCdpCommand(
                        "Emulation.setEmulatedMedia",
                        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
                List<?> words = (List<?>) browser.executeScript(CONTRASTS);
                assertThat(words)
                        .as(scheme)
                        .hasSizeGreaterThan(40)
                        .allSatisfy(word -> assertThat(((Number) ((Map<?, ?>) word).get("contrast")).doubleValue())
                                .as(word.toString())
                                .isGreaterThanOrEqualTo(4.5)); // WCAG 2, AA
                pages.put(scheme, browser.executeScript("return getComputedStyle(document.body).backgroundColor"));
            }
            assertThat(pages.get("light")).isNotEqualTo(pages.get("dark"));
        } finally {
            browser.quit();
        }
    }

    @Test
    void aPageOfAnotherSiteRaisesNoAlert() throws Exception {
        ChromeDriver browser = browser();
        try (Gateway gateway = new Gateway(network, state, Duration.ofMinutes(10))) {
            browser.get("data:text/html,<form method=post enctype=text/plain action=" + gateway.page() + "alerts>"
                    + "<input name=Fire><input type=submit></form>");
            browser.findElement(By.cssSelector("[type=submit]")).click();
            awaitText(browser, "body", "Pages of other sites raise no alerts here");
            assertThat(gateway.get("alerts").body()).isEqualTo("[]");
        } finally {
            browser.quit();
        }
    }

    private static void awaitNews(ChromeDriver browser, String news) {
        await(news).atMost(Duration.ofSeconds(20)).until(() -> news(browser), news::equals);
    }

    private static String news(ChromeDriver browser) {
        return String.valueOf(browser.executeScript("return document.getElementById('news').textContent"));
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
