/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserDataDirectoryTest {
    private static final Path HOME = Path.of("home", "taro");

    @Test
    void followsTheFreedesktopRulesOnLinux() {
        assertThat(UserDataDirectory.of("Linux", HOME, Map.of("XDG_DATA_HOME", "data")))
                .isEqualTo(Path.of("data", "camel-ipmsg"));
        assertThat(UserDataDirectory.of("Linux", HOME, Map.of("XDG_DATA_HOME", " ")))
                .isEqualTo(HOME.resolve(Path.of(".local", "share", "camel-ipmsg")));
        assertThat(UserDataDirectory.of("FreeBSD", HOME, Map.of()))
                .isEqualTo(HOME.resolve(Path.of(".local", "share", "camel-ipmsg")));
    }

    @Test
    void usesTheLocalApplicationDataOfWindows() {
        assertThat(UserDataDirectory.of("Windows 11", HOME, Map.of("LOCALAPPDATA", "local")))
                .isEqualTo(Path.of("local", "camel-ipmsg"));
        assertThat(UserDataDirectory.of("Windows 11", HOME, Map.of()))
                .isEqualTo(HOME.resolve(Path.of("AppData", "Local", "camel-ipmsg")));
    }

    @Test
    void usesTheApplicationSupportOfMacOs() {
        assertThat(UserDataDirectory.of("Mac OS X", HOME, Map.of("XDG_DATA_HOME", "data")))
                .isEqualTo(HOME.resolve(Path.of("Library", "Application Support", "camel-ipmsg")));
    }
}
