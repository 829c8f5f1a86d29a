namespace IotXmpp.Exi.Values;

/// <summary>A value on its way into an encoder: its text, or what the text would say.</summary>
internal readonly ref struct WrittenValue
{
    private readonly ref readonly EventValue _typed;

    /// <summary>A value that is text.</summary>
    public WrittenValue(ReadOnlySpan<char> text) => Text = text;

    /// <summary>A number, a moment or a Boolean.</summary>
    public WrittenValue(ref readonly EventValue typed)
    {
        _typed = ref typed;
        IsTyped = true;
    }

    /// <summary>Its text, unless it is typed.</summary>
    public ReadOnlySpan<char> Text { get; }

    /// <summary>It is no text.</summary>
    public bool IsTyped { get; }

    /// <summary>What it is when it is typed.</summary>
    public ref readonly EventValue Typed => ref _typed;

    /// <summary>The text of either kind; <paramref name="room"/> has <see cref="ValueFormat.MaxLength"/> characters.</summary>
    public ReadOnlySpan<char> TextIn(Span<char> room) => IsTyped ? room[.._typed.Print(room)] : Text;
}
