using IotXmpp.Node.Drivers;

namespace IotXmpp.Node.Tests.Drivers;

/// <summary>Drives a sensor as the board's sampler does, without time passing.</summary>
internal static class SensorRig
{
    /// <summary>Measures once.</summary>
    /// <returns>0 or a <see cref="DriverError"/>; and the milliseconds a board would have waited.</returns>
    public static (int Error, int Waited) Measure(Sensor sensor)
    {
        int wait = sensor.Start();
        int waited = 0;
        for (int calls = 0; calls < 100; calls++)
        {
            if (wait < 0)
                return (wait, waited);
            waited += wait;
            wait = sensor.Complete();
            if (wait == 0)
                return (0, waited);
        }

        throw new InvalidOperationException("The driver never comes to an end.");
    }

    /// <summary>Measures and expects values.</summary>
    public static long[] Values(Sensor sensor)
    {
        Measure(sensor).Error.Should().Be(DriverError.None);
        return [.. Enumerable.Range(0, sensor.Channels).Select(sensor.Value)];
    }
}
