namespace StableSpamCompose.TorchSharpLlama.Model;

/// <summary>The sizes of a LLaMA over bytes.</summary>
/// <param name="Width">Numbers of a position.</param>
/// <param name="Hidden">Numbers within a feed-forward layer.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="Layers">Layers.</param>
/// <param name="Context">Positions of a window.</param>
public sealed record ModelShape(long Width, long Hidden, long Heads, int Layers, long Context)
{
    /// <summary>Tokens are bytes.</summary>
    public const long Vocabulary = 256;

    /// <summary>0.35 million parameters, deep enough for Adam to spike on 4 bits.</summary>
    public static ModelShape Deep { get; } = new(Width: 64, Hidden: 192, Heads: 4, Layers: 6, Context: 128);
}
