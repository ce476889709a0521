import java.io.File;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmc.common.IDescribable;
import org.openjdk.jmc.common.IMCStackTrace;
import org.openjdk.jmc.common.IMCThread;
import org.openjdk.jmc.common.item.IAccessorKey;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.IType;
import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;

/** What Mission Control's parser makes of wsplab's events in a recording: one of each type, and how many there are. */
class MissionControl {
  public static void main(String[] arguments) throws Exception {
    Map<String, Long> counts = new TreeMap<>();
    for (IItemIterable items : JfrLoaderToolkit.loadEvents(new File(arguments[0]))) {
      String type = items.getType().getIdentifier();
      if (type.startsWith("dev.wsplab.") && items.hasItems()) {
        if (!counts.containsKey(type)) {
          show(items.getType(), items.iterator().next());
        }
        counts.merge(type, items.getItemCount(), Long::sum);
      }
    }
    counts.forEach((type, count) -> System.out.println("count " + type + " " + count));
  }

  private static void show(IType<IItem> type, IItem item) {
    System.out.println(type.getName() + ": " + type.getDescription());
    for (Map.Entry<IAccessorKey<?>, ? extends IDescribable> member : type.getAccessorKeys().entrySet()) {
      Object value = type.getAccessor(member.getKey()).getMember(item);
      System.out.println("  " + member.getValue().getName() + ": " + text(value));
    }
  }

  private static String text(Object value) {
    if (value instanceof IQuantity quantity) {
      return quantity.displayUsing("auto");
    }
    if (value instanceof IMCThread thread) {
      return thread.getThreadName();
    }
    return value instanceof IMCStackTrace stack ? stack.getFrames().size() + " frames" : String.valueOf(value);
  }
}
