using IotXmpp.Device.Boards;

namespace IotXmpp.Simulator.Physics;

/// <summary>
/// A board whose sensors are little models. They advance in steps of one second of the given clock, so the same seed and the
/// same times give the same readings, however often they are read.
/// </summary>
internal abstract class SimulatedHardware : Board
{
    // After a long pause the models need not catch up second by second: an hour of steps is as good as a day.
    private const int MaxSteps = 3600;

    private readonly TimeProvider _time;
    private long _last;

    /// <summary>Creates a board.</summary>
    protected SimulatedHardware(FieldDefinition[] fields, ParameterDefinition[] parameters, int seed, TimeSpan sampleInterval, TimeProvider time)
        : base(fields, parameters)
    {
        _time = time;
        _last = time.GetTimestamp();
        Random = new Random(seed);
        Interval = (int)Math.Clamp(sampleInterval.TotalMilliseconds, 1, int.MaxValue);
    }

    /// <inheritdoc/>
    public override int SampleInterval => Interval;

    /// <summary>Label, as set by its owner.</summary>
    public string Label { get; private set; } = "";

    /// <summary>Milliseconds between samples.</summary>
    protected int Interval { get; set; }

    /// <summary>The models' only source of chance.</summary>
    protected Random Random { get; }

    /// <summary>Makes the hardware of a kind.</summary>
    public static SimulatedHardware Create(BoardKind kind, int seed, TimeSpan sampleInterval, TimeProvider time) => kind switch
    {
        BoardKind.Climate => new SimulatedClimate(seed, sampleInterval, time),
        BoardKind.Relay => new SimulatedRelay(seed, sampleInterval, time),
        BoardKind.EnergyMeter => new SimulatedMeter(seed, sampleInterval, time),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <inheritdoc/>
    public sealed override bool TryRead(int field, out long value)
    {
        long now = _time.GetTimestamp();
        int seconds = (int)_time.GetElapsedTime(_last, now).TotalSeconds;
        if (seconds > 0)
        {
            _last += seconds * _time.TimestampFrequency;
            for (int i = Math.Min(seconds, MaxSteps); i > 0; i--)
            {
                Step();
            }
        }

        value = Value(field);
        return true;
    }

    /// <inheritdoc/>
    public override void SetText(int parameter, string value) => Label = value;

    /// <summary>One second passes.</summary>
    protected abstract void Step();

    /// <summary>Scaled value of a field.</summary>
    protected abstract long Value(int field);

    /// <summary>A slow random walk that is drawn back to the middle of its range.</summary>
    protected long Walk(long value, long low, long high, int step) => Random.Walk(value, low, high, step);
}
