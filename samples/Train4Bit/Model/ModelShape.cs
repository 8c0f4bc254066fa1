namespace StableSpamCompose.Train4Bit.Model;

/// <summary>The sizes of a LLaMA.</summary>
/// <param name="Name">What the shape is called.</param>
/// <param name="Width">Numbers that a token is (d).</param>
/// <param name="HiddenWidth">Width of the SwiGLU's inside (f).</param>
/// <param name="Layers">Number of layers.</param>
/// <param name="Heads">Heads of attention; they share out the width.</param>
/// <param name="Vocabulary">Number of tokens; at least 256, of which text uses 256, a token a byte.</param>
public sealed record ModelShape(string Name, int Width, int HiddenWidth, int Layers, int Heads, int Vocabulary = 256)
{
    /// <summary>Tokens that the models of the thesis know. They keep their size by it, although bytes use 256.</summary>
    private const int ThesisVocabulary = 32_000;

    /// <summary>The shapes that have a name. Those from 60m on are the thesis's.</summary>
    public static IReadOnlyList<ModelShape> Named { get; } =
    [
        new("nano", 64, 192, Layers: 6, Heads: 4),
        new("micro", 256, 768, Layers: 3, Heads: 8),
        new("60m", 512, 1376, Layers: 8, Heads: 8, ThesisVocabulary),
        new("130m", 768, 2048, Layers: 12, Heads: 12, ThesisVocabulary),
        new("350m", 1024, 2736, Layers: 24, Heads: 16, ThesisVocabulary),
        new("1b", 2048, 5461, Layers: 24, Heads: 32, ThesisVocabulary),
    ];

    /// <summary>Width of a head; even, since rotary position encoding turns pairs.</summary>
    public int HeadWidth => Width / Heads;

    /// <summary>Number of parameters.</summary>
    public long ParameterCount =>
        (2L * Vocabulary * Width) + Width + (Layers * ((4L * Width * Width) + (3L * Width * HiddenWidth) + (2L * Width)));
}
