package dev.wsplab.facts;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Windows' own, or Wine's. */
@EnabledOnOs(OS.WINDOWS)
class SystemNotificationModeFactsTest extends SystemNotificationModeFacts {}
