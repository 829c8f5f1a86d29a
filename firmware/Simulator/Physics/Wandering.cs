namespace IotXmpp.Simulator.Physics;

/// <summary>Quantities that change slowly.</summary>
internal static class Wandering
{
    /// <summary>One step of a random walk that is drawn back to the middle of its range.</summary>
    public static long Walk(this Random random, long value, long low, long high, int step)
    {
        long middle = (low + high) / 2;
        int pull = random.Next((int)(high - low)) < Math.Abs(value - middle) ? Math.Sign(middle - value) : 0;
        return Math.Clamp(value + random.Next(-step, step + 1) + (pull * step), low, high);
    }
}
