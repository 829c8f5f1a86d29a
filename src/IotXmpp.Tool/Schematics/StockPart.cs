namespace IotXmpp.Tool.Schematics;

/// <summary>A part that is bought by itself, with the number under which its maker sells it.</summary>
/// <param name="Key">Value of the part, or name of the driver it is for.</param>
/// <param name="Title">For people.</param>
/// <param name="PartNumber">Maker and number. Another that fits will do.</param>
internal sealed record StockPart(string Key, string Title, string PartNumber)
{
    private static readonly StockPart[] All =
    [
        new("330 Ω", "Resistor 330 Ω, 1 %, 0.25 W", "Yageo MFR-25FBF52-330R"),
        new("4.7 kΩ", "Resistor 4.7 kΩ, 1 %, 0.25 W", "Yageo MFR-25FBF52-4K7"),
        new("10 kΩ", "Resistor 10 kΩ, 1 %, 0.25 W", "Yageo MFR-25FBF52-10K"),
        new("100 nF", "Capacitor 100 nF, 50 V, X7R", "Kemet C320C104K5R5TA"),
        new("100 µF", "Capacitor 100 µF, 10 V, electrolytic", "Panasonic ECA-1AM101"),
        new("led", "LED 5 mm, red", "Kingbright WP7113ID"),
        new("pulse-meter", "Screw terminal, 2 poles, 5.08 mm", "Phoenix Contact 1715721 (MKDS 1,5/2-5,08)"),
        new("analog", "Screw terminal, 2 poles, 5.08 mm", "Phoenix Contact 1715721 (MKDS 1,5/2-5,08)"),
        new("button", "Push button 6 mm", "Omron B3F-1000"),
    ];

    /// <summary>The part for a value or a driver; null if the driver has a module of its own.</summary>
    public static StockPart? Of(string key) => Array.Find(All, part => part.Key == key);
}
