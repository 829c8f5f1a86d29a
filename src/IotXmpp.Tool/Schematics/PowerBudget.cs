using IotXmpp.Tool.Boards;

namespace IotXmpp.Tool.Schematics;

/// <summary>What a board draws: of its supply at worst, while it stays connected, and on a battery when it sleeps between readings. From data sheets; nothing was measured.</summary>
internal sealed class PowerBudget
{
    /// <summary>Assumed time awake for a reading in deep-sleep mode, milliseconds: association, TLS and session.</summary>
    public const int WakeMilliseconds = 3000;

    /// <summary>Capacity lifetimes are given for, mAh: two AA cells.</summary>
    public const int BatteryMilliampereHours = 2500;

    /// <summary>Quiescent current of the regulator on a DevKit board, microamperes: 5 mA typically for an AMS1117-3.3 or its like.</summary>
    public const int RegulatorMicroamperes = 5000;

    private readonly BoardDescription _board;

    public PowerBudget(BoardDescription board)
    {
        _board = board;
        Chip = ChipCurrents.Of(board.Module);
    }

    /// <summary>Currents of the chip.</summary>
    public ChipCurrents Chip { get; }

    /// <summary>All parts working, microamperes.</summary>
    public long PartsActive => _board.Parts.Sum(part => (long)part.Driver.ActiveMicroamperes);

    /// <summary>All parts at rest, microamperes.</summary>
    public long PartsIdle => _board.Parts.Sum(part => (long)part.Driver.IdleMicroamperes);

    /// <summary>What the supply must be able to give, microamperes: all parts working while the radio sends.</summary>
    public long Peak => Chip.Transmit + PartsActive;

    /// <summary>The mean while it stays connected, microamperes: modem sleep, parts working. What an SCD4x draws while working is a pulse: its mean is that of its rest.</summary>
    public long Connected => _board.Module.Microamperes.Connected + _board.Parts.Sum(part => (long)(part.Driver.Name == "scd4x" ? part.Driver.IdleMicroamperes : part.Driver.ActiveMicroamperes));

    /// <summary>Asleep, without the module's regulator, microamperes.</summary>
    public long Asleep => Chip.DeepSleep + PartsIdle;

    /// <summary>True if sleeping between two readings is worth waking for.</summary>
    public bool MaySleep => _board.Interval * 1000 > 5 * WakeMilliseconds;

    /// <summary>Mean of deep-sleep mode at the interval of the description, microamperes: the radio receives while it is awake.</summary>
    /// <param name="regulator">Quiescent current of the supply, microamperes.</param>
    public double Mean(int regulator)
    {
        double period = _board.Interval * 1000.0;
        return ((((double)Chip.Receive + PartsActive) * WakeMilliseconds) + (Asleep * (period - WakeMilliseconds))) / period + regulator;
    }

    /// <summary>Days on the battery in deep-sleep mode.</summary>
    /// <param name="regulator">Quiescent current of the supply, microamperes.</param>
    public double Days(int regulator) => BatteryMilliampereHours * 1000.0 / Mean(regulator) / 24;
}
