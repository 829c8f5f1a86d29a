namespace IotXmpp.Tool.Flashing;

/// <summary>What a step finds out beside doing something.</summary>
internal enum FlashCheck
{
    /// <summary>That it was done.</summary>
    Done,

    /// <summary>Which chip is on the port.</summary>
    Chip,

    /// <summary>Which native libraries the firmware has.</summary>
    Libraries,

    /// <summary>That files were really written: nanoff says so, but ends well even if not.</summary>
    Files,
}
