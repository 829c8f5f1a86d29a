using System.Text;
using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Body;

/// <summary>The open elements.</summary>
internal sealed class FrameStack
{
    private Frame[] _frames = new Frame[16];

    /// <summary>Open elements, the document not counted.</summary>
    public int Depth { get; private set; } = -1;

    /// <summary>The innermost.</summary>
    public ref Frame Top => ref _frames[Depth];

    /// <summary>Closes everything.</summary>
    public void Clear()
    {
        while (Depth >= 0)
            Pop();
    }

    /// <summary>Opens a document or an element; the rest of its frame is to be filled in.</summary>
    public ref Frame Push(int name, int element)
    {
        if (++Depth == _frames.Length)
            Array.Resize(ref _frames, _frames.Length * 2);
        ref Frame frame = ref _frames[Depth];
        frame.Name = name;
        frame.Element = element;
        frame.IsCast = false;
        frame.HasAttribute = false;
        return ref frame;
    }

    /// <summary>Closes the innermost.</summary>
    public void Pop() => _frames[Depth--].BuiltIn = null;

    /// <summary>The path of the open elements for messages; the middle of a deep one is left out.</summary>
    public string Path(Func<int, string> uriOf, Func<int, string> localOf)
    {
        const int shown = 8;
        var path = new StringBuilder();
        for (int i = 1; i <= Depth; i++)
        {
            if (i > shown && i <= Depth - shown)
            {
                path.Append("/...");
                i = Depth - shown;
                continue;
            }

            path.Append("/{").Append(uriOf(_frames[i].Name)).Append('}').Append(localOf(_frames[i].Name));
        }

        return path.ToString();
    }
}
