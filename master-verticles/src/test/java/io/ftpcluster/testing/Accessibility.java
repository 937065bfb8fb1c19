package io.ftpcluster.testing;

import com.deque.html.axecore.selenium.AxeBuilder;
import java.util.List;
import java.util.Set;
import org.openqa.selenium.JavascriptExecutor;

/** What axe-core finds on the page that a browser shows. */
public final class Accessibility {

    private static final Set<String> SERIOUS = Set.of("serious", "critical");

    private Accessibility() {}

    /** Has the page in this theme from now on. */
    public static void theme(Browser browser, String theme) {
        JavascriptExecutor page = (JavascriptExecutor) browser.driver();
        page.executeScript("document.documentElement.dataset.theme = arguments[0]", theme);
        // Colours change over a moment, and are looked at as they are.
        page.executeScript("document.getAnimations().forEach(animation => animation.finish())");
    }

    /** What is serious or worse: the rule, and the element that breaks it. */
    public static List<String> serious(Browser browser) {
        return new AxeBuilder().analyze(browser.driver())
                .getViolations()
                .stream()
                .filter(rule -> SERIOUS.contains(rule.getImpact()))
                .flatMap(rule -> rule.getNodes().stream().map(node -> rule.getId() + ": " + node.getHtml()))
                .toList();
    }
}
