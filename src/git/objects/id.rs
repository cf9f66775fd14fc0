//! The name of an object: SHA-1 or SHA-256.

use std::fmt;

use bitcoin_hashes::{Hash as _, sha1, sha256};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Bytes of the longest id, that of SHA-256.
const LONGEST_ID: usize = 32;

/// An object's id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId {
    bytes: [u8; LONGEST_ID],
    len: u8,
}

impl ObjectId {
    /// From 20 or 32 bytes; `None` for any other number.
    #[must_use]
    pub fn from_bytes(id: &[u8]) -> Option<Self> {
        if !matches!(id.len(), 20 | 32) {
            return None;
        }
        let mut bytes = [0; LONGEST_ID];
        bytes[..id.len()].copy_from_slice(id);
        Some(Self {
            bytes,
            len: id.len() as u8,
        })
    }

    /// From 40 or 64 hex digits.
    #[must_use]
    pub fn from_hex(hex: &[u8]) -> Option<Self> {
        if !matches!(hex.len(), 40 | 64) {
            return None;
        }
        let mut bytes = [0; LONGEST_ID];
        for (byte, pair) in bytes.iter_mut().zip(hex.chunks_exact(2)) {
            let digit = |at: usize| char::from(pair[at]).to_digit(16);
            *byte = (digit(0)? << 4 | digit(1)?) as u8;
        }
        Some(Self {
            bytes,
            len: (hex.len() / 2) as u8,
        })
    }

    /// Its 20 or 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }

    /// Whether it is that of `object`, whose header stands before its content.
    #[must_use]
    pub fn is_of(&self, object: &[u8]) -> bool {
        match self.len {
            20 => sha1::Hash::hash(object).to_byte_array() == *self.as_bytes(),
            _ => sha256::Hash::hash(object).to_byte_array() == *self.as_bytes(),
        }
    }

    /// Whether it is all zeros, which names no object.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.as_bytes().iter().all(|byte| *byte == 0)
    }
}

/// Its bytes, in formats that have such.
impl Serialize for ObjectId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.as_bytes())
    }
}

impl<'de> Deserialize<'de> for ObjectId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_bytes(Bytes)
    }
}

struct Bytes;

impl Visitor<'_> for Bytes {
    type Value = ObjectId;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("20 or 32 bytes")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<ObjectId, E> {
        ObjectId::from_bytes(bytes).ok_or_else(|| E::invalid_length(bytes.len(), &self))
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.as_bytes() {
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_of_either_length_is_read_and_written() {
        for hex in ["0123456789abcdef".repeat(4), "09".repeat(20)] {
            assert_eq!(ObjectId::from_hex(hex.as_bytes()).unwrap().to_string(), hex);
        }
        assert_eq!(ObjectId::from_hex(&[b'0'; 41]), None);
        assert_eq!(ObjectId::from_hex(&[b'g'; 40]), None);
        assert!(ObjectId::from_hex(&[b'0'; 40]).unwrap().is_zero());
    }
}
