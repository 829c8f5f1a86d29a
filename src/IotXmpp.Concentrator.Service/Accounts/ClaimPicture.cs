using IotXmpp.Things.Discovery;
using QRCoder;

namespace IotXmpp.Concentrator.Service.Accounts;

/// <summary>The code on a board as a picture, for a sticker or for the screen it is claimed from (XEP-0347 3.9). Made here: no outside service learns the secret (6.7).</summary>
internal static class ClaimPicture
{
    /// <summary>Side of a module in the PNG, in pixels: a code of 37 modules is 4 cm wide at 300 dpi.</summary>
    private const int PixelsPerModule = 12;

    /// <summary>As PNG.</summary>
    public static byte[] Png(IEnumerable<MetaTag> tags)
    {
        using var data = Encode(tags);
        using var picture = new PngByteQRCode(data);
        return picture.GetGraphic(PixelsPerModule);
    }

    /// <summary>For a terminal: two rows of modules in one line of half blocks, the light modules drawn, as terminals are dark.</summary>
    public static string Text(IEnumerable<MetaTag> tags)
    {
        using var data = Encode(tags);
        var modules = data.ModuleMatrix;
        var text = new System.Text.StringBuilder();
        bool IsLight(int row, int column) => row >= modules.Count || !modules[row][column];
        for (int row = 0; row < modules.Count; row += 2)
        {
            for (int column = 0; column < modules[row].Count; column++)
                text.Append((IsLight(row, column), IsLight(row + 1, column)) switch { (true, true) => '\u2588', (true, false) => '\u2580', (false, true) => '\u2584', _ => ' ' });
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <remarks>Medium correction: a sticker gets scratched.</remarks>
    private static QRCodeData Encode(IEnumerable<MetaTag> tags)
    {
        using var generator = new QRCodeGenerator();
        return generator.CreateQrCode(ClaimCode.Format(tags), QRCodeGenerator.ECCLevel.M, forceUtf8: true);
    }
}
