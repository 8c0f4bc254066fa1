namespace Downstream;

public static class Wrong
{
    public static Consumer.SpikeProof Make() =>
        new([], beta: 1.5);
}
