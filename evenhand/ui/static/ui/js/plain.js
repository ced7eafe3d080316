// Words as fingers type them: without accents, in small letters.
export const plain = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
